"""Handing out stored files."""

from __future__ import annotations

from uuid import UUID

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from mws.files.models import Attachment, Visibility
from mws.files.rules import why_not_see

_A_DAY = 24 * 3600
# Whatever a file holds, a browser that shows it runs nothing.
FILE_POLICY = {"default-src": [NONE], "img-src": [SELF], "frame-ancestors": [NONE], "sandbox": True}


@csp(FILE_POLICY)
@require_safe
def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """One file, if its rule lets this visitor see it; to everybody else it does not exist."""
    attachment = get_object_or_404(Attachment, pk=pk, erased_at=None)
    is_public = _is_for_everybody(attachment)
    if not is_public and why_not_see(attachment, by=request.user):
        raise Http404
    etag = f'"{attachment.sha256}"'
    response = get_conditional_response(request, etag=etag) or file_response(attachment)
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    if is_public:
        patch_cache_control(response, public=True, max_age=_A_DAY)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _is_for_everybody(attachment: Attachment) -> bool:
    """What a visitor who is not signed in may see is the same for all, and may be kept by caches:
    a photograph of a case that is public already."""
    is_public = attachment.visibility == Visibility.PUBLIC
    return is_public and why_not_see(attachment, by=AnonymousUser()) is None


def file_response(attachment: Attachment) -> FileResponse:
    """Photographs are shown, documents are saved: a PDF is never opened within the site."""
    return FileResponse(
        attachment.file.open(),
        as_attachment=not attachment.is_photograph,
        filename=attachment.original_name,
        content_type=attachment.content_type,
    )
