import { Checkbox, Fieldset, SimpleGrid, Stack } from "@mantine/core";

import { rest } from "@/api/client";
import { Answered } from "@/components/states";
import { byModule, EVERYTHING, moduleName } from "@/features/people/people-words";
import { t, told } from "@/lib/words";

interface Props {
  /** What is chosen, by its actions; `*` is everything. */
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
  /** What is said of everything. */
  everything: string;
  /** The actions that may be chosen; without it, all. */
  among?: readonly string[];
}

/** Choose what may be permitted, by module, with what each means. */
export function PermissionChooser({ chosen, onChange, everything, among }: Props) {
  const permissions = rest.useQuery("get", "/api/v1/permissions");
  const all = chosen.includes(EVERYTHING);
  const toggle = (action: string, on: boolean) =>
    onChange(on ? [...chosen, action] : chosen.filter((one) => one !== action));
  return (
    <Answered query={permissions}>
      {(known) => (
        <Stack gap="md">
          {(among === undefined || among.length === known.length) && (
            <Checkbox
              label={t("Everything")}
              description={everything}
              checked={all}
              onChange={(event) => toggle(EVERYTHING, event.currentTarget.checked)}
            />
          )}
          {byModule(known.filter(({ action }) => !all && (among?.includes(action) ?? true))).map(
            ([module, rows]) => (
              <Fieldset key={module} legend={moduleName(module)}>
                <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
                  {rows.map(({ action, description }) => (
                    <Checkbox
                      key={action}
                      label={action}
                      description={told(description)}
                      checked={chosen.includes(action)}
                      onChange={(event) => toggle(action, event.currentTarget.checked)}
                    />
                  ))}
                </SimpleGrid>
              </Fieldset>
            ),
          )}
        </Stack>
      )}
    </Answered>
  );
}
