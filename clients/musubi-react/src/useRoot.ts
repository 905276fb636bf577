import { storeCacheKey } from "@musubi-orleans/client";
import { useEffect, useRef, useState } from "react";
import { type Connection, type Mounted, type RootOptions, type Store, toError } from "./untyped.js";

type RootMount =
  | { readonly status: "loading"; readonly store: null; readonly error: null; readonly isFetching: true; readonly revalidationError: null }
  | { readonly status: "ready"; readonly store: Store; readonly error: null; readonly isFetching: boolean; readonly revalidationError: Error | null }
  | { readonly status: "error"; readonly store: null; readonly error: Error; readonly isFetching: false; readonly revalidationError: null };

const loading: RootMount = { status: "loading", store: null, error: null, isFetching: true, revalidationError: null };

/** Mounts a root for as long as the component is there. The connection counts who holds it. */
export function useRoot(connection: Connection, options: RootOptions): RootMount {
  const { unmountOnCleanup = true, keepPreviousData = false } = options;
  const key = storeCacheKey(options);
  const [shown, setShown] = useState<{ connection: Connection; key: string; mount: RootMount }>();
  // The key stands for the options in the effect, which are another object in each render.
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });

  useEffect(() => {
    let gone = false;
    let mounted: Mounted | undefined;
    const held = new AbortController();
    const show = (mount: RootMount): void => {
      if (!gone) {
        setShown({ connection, key, mount });
      }
    };
    const ready = (isFetching: boolean, revalidationError: Error | null = null): void =>
      show({ status: "ready", store: mounted!.store, error: null, isFetching, revalidationError });

    const mount = async (): Promise<void> => {
      mounted = await connection.mountStore({ ...mountOptions(latest.current), ...(unmountOnCleanup && { signal: held.signal }) });
      ready(mounted.isFetching);
      void mounted.ended.then((error) => show(failed(error)));
      if (mounted.isFetching) {
        await mounted.revalidated.then(
          () => ready(false),
          (cause: unknown) => ready(false, toError(cause)),
        );
      }
    };

    mount().catch((cause: unknown) => show(failed(toError(cause))));
    return () => {
      gone = true;
      // At once, whether it is there or not yet: the effect that follows may mount the same root with other params.
      held.abort();
    };
  }, [connection, key, unmountOnCleanup]);

  if (shown?.connection === connection && shown.key === key) {
    return shown.mount;
  }

  return keepPreviousData && shown?.mount.status === "ready" ? { ...shown.mount, isFetching: true } : loading;
}

function failed(error: Error): RootMount {
  return { status: "error", store: null, error, isFetching: false, revalidationError: null };
}

export function mountOptions({ module, id, params, cache }: RootOptions): Parameters<Connection["mountStore"]>[0] {
  return { module, id, ...(params && { params }), ...(cache && { cache }) };
}
