import { type ReactNode, useState } from "react";
import { type News, Toast } from "../components/Toast.js";
import { type Store, useMusubiEvent } from "../stores.js";

/** Says that an option has taken the lead: an event and no state, since who comes later should not be told. */
export function LeadToast({ store }: { store: Store<"PollRoom"> }): ReactNode {
  const [news, setNews] = useState<News>();
  useMusubiEvent(store, "lead_taken", ({ label }) => setNews((last) => ({ number: (last?.number ?? 0) + 1, text: `${label} takes the lead` })));
  return <Toast news={news} />;
}
