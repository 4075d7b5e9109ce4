import { expect, it } from "vitest";

import { csvAddress } from "@/components/list/pages";

it("the address of the CSV asks for the same rows, in the same tenant", () => {
  const asked = { search: "a&b", sort: "-name" };
  const address = csvAddress("/api/v1/stations/{id}/faults", { id: "a/b" }, asked, "main");
  expect(address).toBe(
    "/api/v1/stations/a%2Fb/faults?search=a%26b&sort=-name&format=csv&tenant=main",
  );
});
