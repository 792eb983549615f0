"""Every address of the product. Pages that need every app live in ksm/views.py."""

urlpatterns = []
