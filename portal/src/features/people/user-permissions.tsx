import { Stack, Table, Text, Title } from "@mantine/core";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Said } from "@/components/said";
import { Answered } from "@/components/states";
import { PartText } from "@/features/people/part-text";
import { byModule, moduleName } from "@/features/people/people-words";
import { t, told } from "@/lib/words";

type Held = Schemas["HeldView"];

function isSome(part: Schemas["Part"]): boolean {
  return part.everywhere || (part.locations ?? []).length + (part.fleets ?? []).length > 0;
}

/** All that a user may do, by module, and where. */
export function UserPermissions({ user }: { user: Schemas["User"] }) {
  const held = rest.useQuery("get", "/api/v1/users/{user_id}/permissions", {
    params: { path: { user_id: user.id } },
  });
  return (
    <Answered query={held}>
      {(rows) =>
        rows.length === 0 ? (
          <Text c="dimmed">{t("Nothing. Put them into a department that permits something.")}</Text>
        ) : (
          <Stack gap="sm">
            {byModule(rows).map(([module, those]) => (
              <Module key={module} module={module} rows={those} />
            ))}
          </Stack>
        )
      }
    </Answered>
  );
}

function Module({ module, rows }: { module: string; rows: readonly Held[] }) {
  return (
    <div>
      <Title order={3} size="h6">
        {moduleName(module)}
      </Title>
      <Table aria-label={moduleName(module)} verticalSpacing={4} fz="sm">
        <Table.Tbody>
          {rows.map(({ action, description, allowed, denied }) => (
            <Table.Tr key={action}>
              <Table.Td className="wrap">
                {told(description)}
                <Text size="xs" c="dimmed" className="wrap">
                  {action}
                </Text>
              </Table.Td>
              <Table.Td w="35%" className="wrap">
                {isSome(denied) ? (
                  <Said
                    sentence="<allowed/>, but not <denied/>"
                    parts={{
                      allowed: <PartText part={allowed} />,
                      denied: <PartText part={denied} />,
                    }}
                  />
                ) : (
                  <PartText part={allowed} />
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
