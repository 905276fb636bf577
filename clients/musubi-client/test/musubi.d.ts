// What the generated file of a server's stores declares, besides the stores.
declare namespace Musubi {
  const Type: unique symbol;

  interface StoreDef<Module extends string, Shape, Commands, Events = {}> {
    readonly [Type]: { module: Module; shape: Shape; commands: Commands; events: Events };
  }

  type StoreField<Module extends string> = { readonly [Type]: { kind: "store"; module: Module } };
  type StreamField<Item> = { readonly [Type]: { kind: "stream"; item: Item } };
  type AsyncField<Value> = { readonly [Type]: { kind: "async"; value: Value } };
  type UploadField = { readonly [Type]: { kind: "upload" } };
}
