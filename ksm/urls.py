"""Every address of the product. Pages that need every app live in ksm/views.py."""

from django.urls import include, path

from groups.urls import session_urls
from ksm import views

urlpatterns = [
    path("", views.home, name="home"),
    *session_urls,
    path("ksm/<int:ksm_id>/", views.ksm_detail, name="ksm_detail"),
    path("", include("groups.urls")),
    path("", include("meetings.urls")),
]
