"""A small document and small pictures, for whoever needs a file."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()

PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
GPS, ORIENTATION, ROTATED_90 = 0x8825, 0x0112, 6


def picture(size=(40, 20), form="JPEG", mode="RGB", **options) -> bytes:
    out = BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else 0).save(out, form, **options)
    return out.getvalue()


def from_a_phone() -> bytes:
    """A picture held sideways, with the place where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = ROTATED_90
    exif[GPS] = {1: "N", 2: (22.0, 32.0, 0.0)}
    return picture(exif=exif.tobytes(), comment=b"secret")


def upload(content: bytes, name="photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
