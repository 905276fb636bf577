// A registry maps module names to store definitions: the generated `Musubi.Stores`. Definitions and fields say what they
// are under a unique symbol of the generated file, which is a type only: whatever stands under a symbol is the mark.

type Marked<T> = T extends object ? NonNullable<T[Extract<keyof T, symbol>]> : never;

type Part<T, Name extends string> = Marked<T> extends { readonly [N in Name]: infer Value } ? Value : never;

/** What kind of field it is; never for a plain value. */
export type FieldKind<T> = Extract<Part<T, "kind">, "store" | "stream" | "async" | "upload">;

/** What a field says of itself: a store's `module`, a stream's `item`, an async `value`. */
export type FieldOf<T, Name extends "module" | "item" | "value"> = Part<T, Name>;

/** The names of the stores in a registry. */
export type StoreModule<R> = Extract<keyof R, string>;

/** A store's definition. */
export type DefOf<M extends StoreModule<R>, R> = R[M & keyof R];

/** A store's state, as declared. */
export type ShapeOf<M extends StoreModule<R>, R> = Part<DefOf<M, R>, "shape">;

export type CommandsOf<M extends StoreModule<R>, R> = Part<DefOf<M, R>, "commands">;

export type CommandName<M extends StoreModule<R>, R> = keyof CommandsOf<M, R>;

export type CommandPayload<M extends StoreModule<R>, K extends CommandName<M, R>, R> = CommandsOf<M, R>[K] extends {
  payload: infer Payload;
}
  ? Payload
  : never;

/** A command's reply; unknown where none is declared. */
export type CommandReply<M extends StoreModule<R>, K extends CommandName<M, R>, R> = CommandsOf<M, R>[K] extends { reply: infer Reply }
  ? Reply
  : unknown;

export type EventsOf<M extends StoreModule<R>, R> = Part<DefOf<M, R>, "events">;

export type EventName<M extends StoreModule<R>, R> = keyof EventsOf<M, R> & string;

export type EventPayload<M extends StoreModule<R>, K extends EventName<M, R>, R> = EventsOf<M, R>[K] extends { payload: infer Payload }
  ? Payload
  : never;
