from . import gestor_resource_kind
from . import gestor_resource
from . import gestor_reservation_slots
from . import gestor_reservation
