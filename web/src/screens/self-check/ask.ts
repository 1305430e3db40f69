import { api } from "~/api/client";
import type { Body, Outcome } from "./answers";

export async function askServer(body: Body): Promise<Outcome> {
  return (await api.POST("/public/self-check", { body })).data as Outcome;
}
