import { createMusubi, type StoreProxy, type StoreSnapshot } from "@musubi-orleans/react";

/** The hooks, which know the inspector's stores by the types that its build generates. */
export const { MusubiProvider, useMusubiCommand, useMusubiRootSuspense, useMusubiSnapshotSuspense, useMusubiSocketStatus } =
  createMusubi<Musubi.Stores>();

export type InspectorStore = StoreProxy<"Musubi.Inspector", Musubi.Stores>;
export type InspectorState = StoreSnapshot<"Musubi.Inspector", Musubi.Stores>;
export type RootStore = StoreProxy<"Musubi.Inspector.Root", Musubi.Stores>;
export type RootView = StoreSnapshot<"Musubi.Inspector.Root", Musubi.Stores>["view"];
export type RootLine = InspectorState["roots"][number];
export type SiloView = InspectorState["silos"][number];
export type StoreView = RootView["stores"][number];
export type Turn = RootView["turns"][number];
