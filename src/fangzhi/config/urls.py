"""Addresses: the interface for programs below /api/, every page of the web room at the root."""

from django.urls import include, path

from fangzhi.api.interface import urls

urlpatterns = [path("api/", include(urls())), path("", include("fangzhi.web.urls"))]
handler404 = "fangzhi.web.pages.errors.not_found"
handler403 = "fangzhi.web.pages.errors.forbidden"
handler400 = "fangzhi.web.pages.errors.bad_request"
handler500 = "fangzhi.web.pages.errors.fault"
