"""REST of departments."""

from uuid import UUID

from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from chargehouse.contexts.people.public import DEPARTMENTS_EDIT, DEPARTMENTS_READ, Department
from chargehouse.contexts.people.schemas import DepartmentChange, NewDepartment
from chargehouse.contexts.people.service import DepartmentService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted


class DepartmentController(Controller):
    """Departments."""

    path = "/api/v1/departments"
    tags = ("People",)

    @get(**permitted(DEPARTMENTS_READ))
    async def list_departments(
        self, actor: NamedDependency[Actor], departments: NamedDependency[DepartmentService]
    ) -> list[Department]:
        """List all departments: those that every tenant begins with first."""
        return await departments.list(actor)

    @post(**permitted(DEPARTMENTS_EDIT, proof=True))
    async def add_department(
        self,
        actor: NamedDependency[Actor],
        departments: NamedDependency[DepartmentService],
        data: JSONBody[NewDepartment],
    ) -> Department:
        """Add a department that allows no more than the one who asks may do."""
        return await departments.add(
            actor,
            name=data.name,
            description=data.description,
            allows=data.allows,
            denies=data.denies,
        )

    @get("/{department_id:uuid}", **permitted(DEPARTMENTS_READ))
    async def read_department(
        self,
        actor: NamedDependency[Actor],
        departments: NamedDependency[DepartmentService],
        department_id: FromPath[UUID],
    ) -> Department:
        """Return a department."""
        return await departments.find(actor, department_id)

    @patch("/{department_id:uuid}", **permitted(DEPARTMENTS_EDIT, proof=True))
    async def edit_department(
        self,
        actor: NamedDependency[Actor],
        departments: NamedDependency[DepartmentService],
        department_id: FromPath[UUID],
        data: JSONBody[DepartmentChange],
    ) -> Department:
        """Change a department, for all who belong to it at once."""
        return await departments.edit(
            actor,
            department_id,
            version=data.version,
            name=data.name,
            description=data.description,
            allows=data.allows,
            denies=data.denies,
        )

    @delete("/{department_id:uuid}", **permitted(DEPARTMENTS_EDIT, proof=True))
    async def remove_department(
        self,
        actor: NamedDependency[Actor],
        departments: NamedDependency[DepartmentService],
        department_id: FromPath[UUID],
    ) -> None:
        """Remove a department to which nobody belongs."""
        await departments.remove(actor, department_id)
