"""Elections held elsewhere, brought in whole from a file in the Pabulib format (.pb)."""
