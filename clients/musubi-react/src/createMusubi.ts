import { connect } from "@musubi-orleans/client";
import { createProvider } from "./provider.js";
import type { MusubiFactory } from "./types.js";
import type { RootOptions } from "./untyped.js";
import { useCommand } from "./useCommand.js";
import { useEvent } from "./useEvent.js";
import { useRoot } from "./useRoot.js";
import { useRootSuspense } from "./useRootSuspense.js";
import { useAsync, useSnapshot, useSnapshotSuspense } from "./useSnapshot.js";

/** A provider and hooks for the stores of a registry, usually the generated `Musubi.Stores`. Call it once for a page. */
export function createMusubi<R>(): MusubiFactory<R> {
  const provider = createProvider();
  const { useMusubiConnection } = provider;
  const hooks = {
    ...provider,
    connect,
    useMusubiRoot: (options: RootOptions) => useRoot(useMusubiConnection(), options),
    useMusubiRootSuspense: (options: RootOptions) => useRootSuspense(useMusubiConnection(), options),
    useMusubiSnapshot: useSnapshot,
    useMusubiSnapshotSuspense: useSnapshotSuspense,
    useMusubiAsync: useAsync,
    useMusubiCommand: useCommand,
    useMusubiEvent: useEvent,
  };
  return hooks as unknown as MusubiFactory<R>;
}
