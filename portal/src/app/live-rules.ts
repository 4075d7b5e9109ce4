import { livePatches } from "@/app/live-patches";
import rules from "@/app/live-rules.json";
import type { LiveRules } from "@/lib/refresh";

/**
 * What an event makes stale, by the context in which it happens, and how soon that is read again;
 * what an event says of a row is written into it at once. `bench/browsers.py` reads the same JSON.
 */
export const liveRules: LiveRules = { ...rules, patches: livePatches };
