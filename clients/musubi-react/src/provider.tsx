import { connect, type ExternalUploader, type MusubiSocketStatus, type SocketLike } from "@musubi-orleans/client";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { type Connection, toError } from "./untyped.js";

type Status =
  | { readonly state: "connecting"; readonly connection: null }
  | { readonly state: "ready"; readonly connection: Connection }
  | { readonly state: "error"; readonly connection: null; readonly error: Error };

interface SocketProps {
  readonly socket: SocketLike;
  readonly topic?: string | undefined;
  readonly uploaders?: Record<string, ExternalUploader> | undefined;
}

type Props = { readonly children?: ReactNode } & (SocketProps | { readonly connection: Connection });

// What a connection that is not there yet says of its socket.
const notYet = (): MusubiSocketStatus => "connecting";
const never = () => (): void => {};

const connecting: Status = { state: "connecting", connection: null };

/** A provider, and the hooks that read what it provides. */
export function createProvider() {
  const Context = createContext<Status | undefined>(undefined);

  function MusubiProvider(props: Props): ReactNode {
    const socket = "socket" in props && props.socket !== undefined;
    const connection = "connection" in props && props.connection !== undefined;
    if (socket === connection) {
      throw new Error("<MusubiProvider> takes either a connection or a socket.");
    }

    return socket ? <SocketProvider {...props} /> : <ConnectionProvider {...(props as { connection: Connection })} />;
  }

  function ConnectionProvider({ connection, children }: { connection: Connection; children?: ReactNode }): ReactNode {
    const status = useMemo<Status>(() => ({ state: "ready", connection }), [connection]);
    return <Context.Provider value={status}>{children}</Context.Provider>;
  }

  function SocketProvider({ socket, topic, uploaders, children }: SocketProps & { children?: ReactNode }): ReactNode {
    const [opened, setOpened] = useState<{ socket: SocketLike; topic: string | undefined; status: Status }>();
    // Only what is there when the socket is connected counts: uploaders written inline must not connect it again.
    const latestUploaders = useRef(uploaders);
    useEffect(() => {
      latestUploaders.current = uploaders;
    });

    useEffect(() => {
      let gone = false;
      const options = { ...(topic !== undefined && { topic }), ...(latestUploaders.current && { uploaders: latestUploaders.current }) };
      const opening = connect(socket, options) as unknown as Promise<Connection>;
      const show = (status: Status): void => {
        if (!gone) {
          setOpened({ socket, topic, status });
        }
      };
      opening.then(
        (connection) => show({ state: "ready", connection }),
        (cause: unknown) => show({ state: "error", connection: null, error: toError(cause) }),
      );
      return () => {
        gone = true;
        opening.then((connection) => connection.disconnect()).catch(() => {});
      };
    }, [socket, topic]);

    // Another socket's status is not this one's, not for one render.
    const status = opened?.socket === socket && opened.topic === topic ? opened.status : connecting;
    return <Context.Provider value={status}>{children}</Context.Provider>;
  }

  function useProvided(): Status {
    const status = useContext(Context);
    if (status === undefined) {
      throw new Error("There is no <MusubiProvider> around this component.");
    }

    return status;
  }

  function useMusubiConnection(): Connection {
    const status = useProvided();
    if (status.connection === null) {
      throw new Error(`The connection is not ready: ${status.state}. useMusubiConnectionStatus tells when it is.`);
    }

    return status.connection;
  }

  function useMusubiSocketStatus(): MusubiSocketStatus {
    const { connection } = useProvided();
    const status = connection?.status ?? notYet;
    return useSyncExternalStore(connection?.onStatusChange ?? never, status, status);
  }

  function useMusubiConnectionStatus(): Status & { readonly socketStatus: MusubiSocketStatus } {
    const socketStatus = useMusubiSocketStatus();
    return { ...useProvided(), socketStatus };
  }

  return { MusubiProvider, useMusubiConnectionStatus, useMusubiConnection, useMusubiSocketStatus };
}
