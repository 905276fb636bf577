import { createMusubi, type StoreModule, type StoreProxy } from "@musubi-orleans/react";

/** The hooks, which know the application's stores by the types that its build generates. */
export const {
  MusubiProvider,
  useMusubiCommand,
  useMusubiEvent,
  useMusubiRootSuspense,
  useMusubiSnapshotSuspense,
  useMusubiSocketStatus,
} = createMusubi<Musubi.Stores>();

/** A store as a component is given it. */
export type Store<M extends StoreModule<Musubi.Stores>> = StoreProxy<M, Musubi.Stores>;
