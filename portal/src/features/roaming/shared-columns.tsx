import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import type { Column } from "@/components/list/columns";
import { Status } from "@/components/status";
import { TenantLink } from "@/components/tenant-link";
import { ShareRule } from "@/features/roaming/share-rule";
import { t, told } from "@/lib/words";

type Location = Schemas["SharedLocation"];

const PATH = "/api/v1/roaming/publishing/partners/{partner_id}/locations/{location_id}";

/** The columns of locations, as a partner is told them. */
export const columnsFor = (partner: string): readonly Column<Location>[] => [
  {
    id: "name",
    header: t("Location"),
    width: 170,
    priority: 1,
    cell: ({ location_id, name }) => (
      <TenantLink to={`locations/${location_id}`} title={name}>
        <bdi>{name}</bdi>
      </TenantLink>
    ),
  },
  {
    id: "told",
    header: t("Told"),
    width: 100,
    priority: 1,
    cell: (location) => <TellsOf location={location} />,
  },
  {
    id: "rule",
    header: t("What is said"),
    width: 190,
    priority: 1,
    cell: (location) => <LocationRule partner={partner} location={location} />,
  },
  {
    id: "publish",
    header: t("Published"),
    width: 90,
    priority: 3,
    cell: ({ publish }) => (publish ? t("yes") : t("no")),
  },
  {
    id: "why",
    header: t("What is missing"),
    width: 240,
    priority: 2,
    cell: ({ omissions }) => {
      const said = omissions.map((one) => told(one)).join(" ");
      return <span title={said}>{said === "" ? "–" : said}</span>;
    },
  },
];

function TellsOf({ location: { shared, told: is } }: { location: Location }) {
  if (is) return <Status tone="good">{t("told")}</Status>;
  return shared ? (
    <Status tone="warn" explained={t("It should be, but something that partners need is missing.")}>
      {t("cannot be told")}
    </Status>
  ) : (
    <Status tone="quiet">{t("not told")}</Status>
  );
}

function LocationRule({ partner, location }: { partner: string; location: Location }) {
  const { location_id, name, rule } = location;
  return (
    <ShareRule
      label={t("What is said of {{name}}", { name })}
      rule={rule}
      otherwise={t("as its party")}
      keep={(shared) =>
        api.PUT(PATH, {
          params: { path: { partner_id: partner, location_id } },
          body: { shared },
        })
      }
    />
  );
}
