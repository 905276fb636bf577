import { type ReactNode, Suspense, useEffect, useRef } from "react";
import { Retrying } from "./components/Retrying.js";
import { Waiting } from "./components/Waiting.js";
import { Dashboard } from "./dashboard/Dashboard.js";
import { Header } from "./header/Header.js";
import { PollRoom } from "./poll/PollRoom.js";
import { useRoute } from "./router.js";
import type { User } from "./user.js";

/** The frame, and in it what the address asks for: a placeholder until its state is there, then the state. */
export function App({ user }: { user: User }): ReactNode {
  const { path, pollId } = useRoute();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);

  useEffect(() => {
    if (shown.current !== path) {
      shown.current = path;
      // As a page load would: to the top, and a screen reader to the new content.
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
  }, [path]);

  return (
    <>
      <Header user={user} />
      <main tabIndex={-1} ref={main}>
        <Retrying key={path}>
          <Suspense fallback={<Waiting />}>{pollId === undefined ? <Dashboard /> : <PollRoom pollId={pollId} />}</Suspense>
        </Retrying>
      </main>
    </>
  );
}
