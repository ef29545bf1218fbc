"""Sign-in inside WeChat's own browser; on a desk, allauth's provider shows a QR code."""
