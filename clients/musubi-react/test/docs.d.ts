// What the examples of the docs take as given.
declare namespace Musubi {
  interface Stores {
    Cart: StoreDef<
      "Cart",
      { total: number; lines: StoreField<"Line">[]; profile: AsyncField<{ name: string }>; avatar: UploadField; title: string; votes: number },
      { save: { payload: {} } }
    >;
    Line: StoreDef<"Line", { label: string }, { rename: { payload: { label: string } } }>;
    Counter: StoreDef<"Counter", { count: number }, { add: { payload: { by: number } } }>;
    NoteStore: StoreDef<"NoteStore", { text: string }, { save: { payload: { text: string } } }, { toast: { payload: { text: string } } }>;
    CounterStore: StoreDef<"CounterStore", { count: number }, { add: { payload: { by: number } } }>;
  }
}

type Client = typeof import("@musubi-orleans/client");
type Hooks = import("@musubi-orleans/react").MusubiFactory<Musubi.Stores>;
type StoreProxy<M extends keyof Musubi.Stores> = import("@musubi-orleans/client").StoreProxy<M, Musubi.Stores>;

declare const connect: Client["connect"];
declare const keyOf: Client["keyOf"];
declare const createStorageCachePersister: Client["createStorageCachePersister"];
declare const connection: import("@musubi-orleans/client").MusubiConnection<Musubi.Stores>;
declare const socket: import("phoenix").Socket;
declare const store: StoreProxy<"Cart">;
declare const note: StoreProxy<"NoteStore">;
declare function show(text: string): void;
declare const uploaders: Record<string, import("@musubi-orleans/client").ExternalUploader>;
declare const module: "Cart";
declare const id: string;
declare const params: Record<string, unknown>;
declare const cache: import("@musubi-orleans/client").CacheOptions;
declare const signal: AbortSignal;
declare const token: string;
declare const total: HTMLElement;
declare const output: HTMLElement;
declare const button: HTMLButtonElement;
declare const input: HTMLInputElement;

declare const MusubiProvider: Hooks["MusubiProvider"];
declare const useMusubiConnectionStatus: Hooks["useMusubiConnectionStatus"];
declare const useMusubiRoot: Hooks["useMusubiRoot"];
declare const useMusubiSnapshot: Hooks["useMusubiSnapshot"];
declare const useMusubiCommand: Hooks["useMusubiCommand"];
declare const createRoot: typeof import("react-dom/client").createRoot;
declare function App(): import("react").ReactNode;
declare function Line(props: { store: StoreProxy<"Line"> }): import("react").ReactNode;
