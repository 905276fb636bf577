// A page as it is written for the Elixir server, but for nothing: tsconfig.json and vitest.config.ts change its imports.
import {
  canonicalStringify,
  type CacheOptions,
  type ChannelLike,
  type ConnectOptions,
  createMemoryPersister,
  createStorageCachePersister,
  type ExternalUploader,
  type MountedStore,
  type MusubiCacheEntry,
  type MusubiCachePersister,
  nextSnapshot,
  type PushLike,
  type SocketLike,
  storeCacheKey,
  type StorageLike,
  waitFor,
} from "@musubi/client";
import {
  type AsyncResult,
  type CommandName,
  type CommandPayload,
  type CommandReply,
  createMusubi,
  keyOf,
  type MountStoreOptions,
  MusubiCommandError,
  type MusubiCommandErrorKind,
  type MusubiConnection,
  type MusubiConnectionStatus,
  type MusubiProviderProps,
  type MusubiRootMount,
  shallowEqual,
  type StoreProxy,
  type StoreSnapshot,
  type UploadHandle,
  type UseMusubiRootOptions,
} from "@musubi/react";
import { type ChangeEvent, type ReactNode, Suspense, useEffect, useMemo, useState } from "react";

/** Of the kind that the Elixir server's generator writes. */
export interface Stores {
  "Shop.Stores.CartStore": Musubi.StoreDef<
    "Shop.Stores.CartStore",
    {
      title: string;
      state: "open" | "closed";
      lines: Musubi.StoreField<"Shop.Stores.LineStore">[];
      log: Musubi.StreamField<{ id: string; text: string }>;
      total: Musubi.AsyncField<number | null>;
      photo: Musubi.UploadField;
    },
    {
      rename: { payload: { title: string }; reply: { status: "renamed" | "closed" } };
      empty: { payload: {} };
    },
    { toast: { payload: { text: string } } }
  >;
  "Shop.Stores.LineStore": Musubi.StoreDef<"Shop.Stores.LineStore", { label: string }, { remove: { payload: {}; reply: {} } }, {}>;
}

type Store<M extends keyof Stores & string> = StoreProxy<M, Stores>;
type CartStore = "Shop.Stores.CartStore";

export const {
  connect,
  MusubiProvider,
  useMusubiAsync,
  useMusubiCommand,
  useMusubiConnection,
  useMusubiConnectionStatus,
  useMusubiEvent,
  useMusubiRoot,
  useMusubiRootSuspense,
  useMusubiSnapshot,
  useMusubiSnapshotSuspense,
} = createMusubi<Stores>();

export const CART_ROOT = { module: "Shop.Stores.CartStore", id: "cart", params: {} } as const;

export function cartRoot(id: string): MountStoreOptions<CartStore, Stores> {
  return { module: "Shop.Stores.CartStore", id, params: { cart_id: id } };
}

const kept = new Map<string, MusubiCacheEntry>();
const ownPersister: MusubiCachePersister = {
  getEntry: (key) => kept.get(key),
  setEntry: (key, entry) => void kept.set(key, entry),
  removeEntry: (key) => void kept.delete(key),
};

export function cacheIn(storage: StorageLike | undefined, own: boolean): CacheOptions {
  const persister = storage ? createStorageCachePersister(storage) : own ? ownPersister : createMemoryPersister();
  return { persister, buster: "v1", gcTime: 60_000 };
}

const s3: ExternalUploader = async ({ entry, file, meta, onProgress, signal }) => {
  await fetch((meta as { url: string }).url, { method: "PUT", body: file, signal, headers: { "x-name": entry.clientName } });
  onProgress(100);
};

export const uploaders: ConnectOptions["uploaders"] = { s3 };

/** What a page does without React. */
export async function visit(socket: SocketLike): Promise<string> {
  const connection: MusubiConnection<Stores> = await connect(socket, { topic: "musubi:connection", uploaders: { s3 } });
  const stop = connection.onStatusChange((status) => console.log(status === "reconnecting" ? "away" : status));
  const mounted: MountedStore<CartStore, Stores> = await connection.mountStore({ ...cartRoot("1"), cache: cacheIn(undefined, true) });
  const { store, unmount, fromCache } = mounted;
  if (fromCache || mounted.isFetching) {
    await mounted.revalidated;
  }

  const unsubscribe = store.subscribe(() => console.log(store.title, store.snapshot()?.lines.length));
  const deaf = store.handleEvent("toast", ({ text }) => console.log(text.length));
  const total = await waitFor(store, (cart) => (cart?.total.status === "ok" ? cart.total.data : undefined));
  await nextSnapshot(store);
  try {
    const reply = await store.dispatchCommand("rename", { title: String(total) });
    return reply.status === "renamed" ? store.lines.map(keyOf).join() : storeCacheKey(CART_ROOT) + canonicalStringify({});
  } catch (error) {
    return formatError(error);
  } finally {
    unsubscribe();
    deaf();
    stop();
    await unmount();
    await connection.clearStoreCache({ module: "Shop.Stores.CartStore", id: "1" });
    await connection.disconnect();
  }
}

export function formatError(error: unknown): string {
  if (MusubiCommandError.is(error)) {
    const kind: MusubiCommandErrorKind = error.kind;
    return kind === "timeout" ? "timed out" : `${error.command} of ${error.storeId.join()}: ${error.code ?? error.message}`;
  }

  return error instanceof Error ? error.message : "failed";
}

export default function App({ provider }: { provider: MusubiProviderProps<Stores> }): ReactNode {
  return <MusubiProvider {...provider} children={<Connected />} />;
}

function Connected(): ReactNode {
  const status: MusubiConnectionStatus<Stores> = useMusubiConnectionStatus();
  switch (status.state) {
    case "connecting":
      return "connecting";
    case "error":
      return status.error.message;
    case "ready":
      return <CartPage id="1" />;
  }
}

function CartPage({ id }: { id: string }): ReactNode {
  const connection = useMusubiConnection();
  const options = useMemo((): UseMusubiRootOptions<CartStore, Stores> => ({ ...cartRoot(id), keepPreviousData: true, unmountOnCleanup: true }), [id]);
  const root: MusubiRootMount<CartStore, Stores> = useMusubiRoot(options);
  useEffect(() => () => void connection.clearStoreCache(), [connection]);

  if (root.status === "error") return root.error.message;
  if (root.status === "loading") return "loading";
  return (
    <Suspense fallback="waiting">
      {root.isFetching || root.revalidationError ? "old" : null}
      <Cart root={root.store} />
    </Suspense>
  );
}

function Cart({ root }: { root: Store<CartStore> }): ReactNode {
  const page: StoreSnapshot<CartStore, Stores> | undefined = useMusubiSnapshot(root);
  const log = useMusubiSnapshotSuspense(root, (cart) => cart.log, shallowEqual);
  const labels = useMusubiSnapshot(root, (cart) => (cart?.lines ?? []).map((line) => line.label), shallowEqual);
  const sum = useMusubiAsync(root, (cart): AsyncResult<number | null> => cart.total);
  const rename = useMusubiCommand(root, "rename");
  const empty = useMusubiCommand(root, "empty");
  const [feedback, setFeedback] = useState("");
  useMusubiEvent(root, "toast", ({ text }) => setFeedback(text));

  if (!page) return "loading";

  const payload: CommandPayload<CartStore, "rename", Stores> = { title: "new" };
  const names: CommandName<CartStore, Stores>[] = ["rename", "empty"];
  async function submit(): Promise<void> {
    try {
      const reply: CommandReply<CartStore, "rename", Stores> = await rename.dispatch(payload);
      setFeedback(reply.status);
    } catch (error) {
      setFeedback(formatError(error));
    }
  }

  return (
    <main>
      <h1>{page.title}</h1>
      <p>{[labels.join(), log.map((entry) => entry.text).join(), sum, page.state, names.length, feedback].join(" ")}</p>
      {root.lines.map((line) => (
        <Line key={keyOf(line)} line={line} />
      ))}
      <Photo upload={page.photo} />
      <button disabled={rename.isPending || empty.isPending} onClick={() => void submit()}>
        {rename.error?.code ?? rename.data?.status ?? "rename"}
      </button>
      <button onClick={() => void empty.dispatch({}).finally(rename.reset)}>empty</button>
    </main>
  );
}

function Line({ line }: { line: Store<"Shop.Stores.LineStore"> }): ReactNode {
  const remove = useMusubiCommand(line, "remove");
  return <i onClick={() => void remove.dispatch({})}>{useMusubiSnapshot(line, (snapshot) => snapshot?.label)}</i>;
}

function Photo({ upload }: { upload: UploadHandle }): ReactNode {
  const change = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const entries = await upload.select(target.files!);
    if (entries.every((entry) => entry.isPending)) {
      await upload.start();
    } else {
      await upload.cancel(entries[0]?.ref);
      await upload.reset();
    }
  };
  const { accept, maxFileSize } = upload.config;
  return (
    <>
      <input type="file" accept={accept === "any" ? undefined : accept.join()} onChange={(event) => void change(event)} disabled={upload.isUploading} />
      {upload.isSuccess ? "sent" : `${upload.status} ${upload.progress} of ${maxFileSize}`}
      {[...upload.errors, ...upload.entries.flatMap((entry) => entry.errors)].map(({ code, message }) => (
        <b key={code}>{message}</b>
      ))}
    </>
  );
}

export function SuspendedPage(): ReactNode {
  return <Cart root={useMusubiRootSuspense(CART_ROOT)} />;
}

/** A socket of a page's own making, as its tests have one. */
export function silentSocket(): SocketLike {
  const push: PushLike = { receive: () => push };
  const channel: ChannelLike = { on: () => 0, onClose: () => 0, onError: () => 0, join: () => push, push: () => push, leave: () => push };
  return { connect: () => undefined, channel: () => channel };
}
