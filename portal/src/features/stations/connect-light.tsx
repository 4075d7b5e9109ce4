import { Alert, Loader } from "@mantine/core";
import { IconCircleCheck, IconPlugConnected, IconPlugOff } from "@tabler/icons-react";
import type { ReactNode } from "react";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Said } from "@/components/said";
import { makeOf } from "@/features/stations/station-columns";
import { t } from "@/lib/words";

type Station = Schemas["Station"];

interface Light {
  name: "waiting" | "connected" | "booted" | "gone";
  color: string;
  icon: ReactNode;
  title: string;
  text: ReactNode;
}

/** A light that follows a charger from the first try to its boot, by itself. */
export function ConnectLight({ station }: { station: Station }) {
  const { name, color, icon, title, text } = lightOf(station);
  return (
    <Alert
      color={color}
      variant="light"
      icon={icon}
      title={title}
      role="status"
      aria-live="polite"
      data-light={name}
    >
      {text}
    </Alert>
  );
}

function lightOf(station: Station): Light {
  const { socket, booted_at } = station;
  if (socket.state === "never") {
    return {
      name: "waiting",
      color: "gray",
      icon: <Loader size={18} type="dots" aria-hidden />,
      title: t("Waiting for the charger"),
      text: t("Leave this open: it turns green by itself when the charger has connected."),
    };
  }
  if (socket.state === "closed") {
    return {
      name: "gone",
      color: "yellow",
      icon: <IconPlugOff aria-hidden />,
      title: t("The charger was here, and went away"),
      text: (
        <Said
          sentence="Its connection ended <age/>. It should come back by itself."
          parts={{ age: <Age at={socket.since} /> }}
        />
      ),
    };
  }
  if (booted_at === null) {
    return {
      name: "connected",
      color: "cyan",
      icon: <IconPlugConnected aria-hidden />,
      title: t("The charger is connected"),
      text: t("It has not said yet what it is; it is asked for that after ten seconds."),
    };
  }
  return {
    name: "booted",
    color: "teal",
    icon: <IconCircleCheck aria-hidden />,
    title: t("The charger is connected, and has said what it is"),
    text: (
      <Said
        sentence="<make/>, connected <age/>. All is set: it can be used."
        parts={{ make: <bdi>{makeOf(station)}</bdi>, age: <Age at={socket.since} /> }}
      />
    ),
  };
}
