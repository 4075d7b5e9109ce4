import { ActionIcon, Button, Group, Menu, Text } from "@mantine/core";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";

import { api, rest } from "@/api/client";
import { askName } from "@/components/ask-name";
import { tool } from "@/components/list/tool";
import { tellProblem } from "@/components/toasts";
import { t } from "@/lib/words";

/** The views of a list that the one who looks has kept: filters, sort and columns by a name. */
export function SavedViews({ page }: { page: string }) {
  const views = rest.useQuery("get", "/api/v1/views", { params: { query: { page } } });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { searchStr } = useLocation();
  const renew = () => queries.invalidateQueries({ queryKey: ["get", "/api/v1/views"] });
  const keep = async (name: string) => {
    const query = searchStr.replace(/^\?/, "");
    await api.POST("/api/v1/views", { body: { page, name, query } });
    await renew();
  };
  const forget = async (id: string) => {
    try {
      await api.DELETE("/api/v1/views/{view_id}", { params: { path: { view_id: id } } });
      await renew();
    } catch (error) {
      tellProblem(t("The view was not removed"), error);
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconBookmark size={14} aria-hidden />}
          classNames={tool}
        >
          {t("Views")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(views.data ?? []).map((view) => (
          <Group key={view.id} gap={4} wrap="nowrap">
            <Menu.Item
              onClick={() =>
                void navigate({
                  to: ".",
                  search: Object.fromEntries(new URLSearchParams(view.query)),
                })
              }
            >
              {view.name}
            </Menu.Item>
            <ActionIcon
              variant="subtle"
              aria-label={t("Remove the view {{name}}", { name: view.name })}
              onClick={() => void forget(view.id)}
            >
              <IconTrash size={14} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {views.data?.length === 0 && (
          <Text size="sm" c="dimmed" p="xs" maw={240}>
            {t("Filter, sort and choose columns, then keep that under a name.")}
          </Text>
        )}
        <Menu.Divider />
        <Menu.Item onClick={() => askName({ title: t("Keep this view as"), keep })}>
          {t("Keep this view…")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
