from . import gestor_resource_finder
from . import gestor_resource_finder_line
from . import gestor_resource_outage
