/** An event as the live stream tells it. */
export interface LiveEvent {
  id: string;
  name: string;
  aggregate_id: string;
  station_id: string | null;
  occurred_at: string;
  data: Record<string, unknown>;
}

export type StreamState = "connecting" | "open" | "away";
