import { type ReactNode, useState } from "react";
import { Toast } from "../components/Toast.js";
import { type Store, useMusubiEvent } from "../stores.js";

/** Says that an option has taken the lead: an event and no state, since who comes later should not be told. */
export function LeadToast({ store }: { store: Store<"PollRoom"> }): ReactNode {
  const [news, setNews] = useState({ number: 0, text: "" });
  useMusubiEvent(store, "lead_taken", ({ label }) => setNews(({ number }) => ({ number: number + 1, text: `${label} takes the lead` })));
  return <Toast news={news} />;
}
