import type { FilterOf, Schemas } from "@/api/types";
import { VehiclePicker } from "@/components/pickers";
import { Age } from "@/components/age";
import type { Filter } from "@/components/list/address";
import type { Column } from "@/components/list/columns";
import { TenantLink } from "@/components/tenant-link";
import {
  FitsOcpp16,
  IdentifierStatus,
  OwnVehicle,
  Validity,
} from "@/features/identity/identity-state";
import { optionsOf, sources, statuses, types } from "@/features/identity/identity-words";
import { t } from "@/lib/words";

type Identifier = Schemas["Identifier"];

/** The columns of a list of identifiers; the first leads to the identifier. */
export const columns: readonly Column<Identifier>[] = [
  {
    id: "masked",
    header: t("Identifier"),
    width: 150,
    priority: 1,
    cell: (identifier) => (
      <TenantLink to={`identifiers/${identifier.id}`} ff="monospace">
        <bdi>{identifier.masked}</bdi>
      </TenantLink>
    ),
  },
  { id: "type", header: t("Type"), width: 160, priority: 2, cell: ({ type }) => types[type] },
  {
    id: "status",
    header: t("Status"),
    width: 100,
    priority: 1,
    cell: ({ status }) => <IdentifierStatus status={status} />,
  },
  {
    id: "vehicle",
    header: t("Vehicle"),
    width: 180,
    priority: 1,
    cell: (identifier) => <OwnVehicle identifier={identifier} />,
  },
  {
    id: "validity",
    header: t("Validity"),
    sort: "valid_until",
    width: 150,
    priority: 2,
    cell: (identifier) => <Validity identifier={identifier} />,
  },
  {
    id: "fits_ocpp16",
    header: t("Fits OCPP 1.6"),
    width: 150,
    priority: 3,
    cell: (identifier) => <FitsOcpp16 fits={identifier.fits_ocpp16} />,
  },
  {
    id: "source",
    header: t("Came by"),
    width: 110,
    priority: 3,
    cell: (one) => sources[one.source],
  },
  {
    id: "created_at",
    header: t("Added"),
    sort: "created_at",
    width: 130,
    priority: 4,
    cell: (identifier) => <Age at={identifier.created_at} />,
  },
  {
    id: "updated_at",
    header: t("Changed"),
    sort: "updated_at",
    optional: true,
    cell: (identifier) => <Age at={identifier.updated_at} />,
  },
  { id: "group", header: t("Group"), optional: true, cell: (one) => one.group_masked ?? "–" },
];

/** What a list of identifiers can be filtered by; a value is looked for elsewhere, by POST. */
export const filters: readonly Filter<FilterOf<"/api/v1/identifiers">>[] = [
  { name: "type", label: t("Type"), kind: "choice", options: optionsOf(types) },
  { name: "status", label: t("Status"), kind: "choice", options: optionsOf(statuses) },
  { name: "source", label: t("Came by"), kind: "choice", options: optionsOf(sources) },
  {
    name: "fits_ocpp16",
    label: t("Fits OCPP 1.6"),
    kind: "flag",
    options: [
      { value: "true", label: t("Fits OCPP 1.6") },
      { value: "false", label: t("Too long for OCPP 1.6") },
    ],
  },
  {
    name: "vehicle_id",
    label: t("Vehicle"),
    kind: "id",
    picker: VehiclePicker,
    needs: "vehicles.read",
  },
];
