import type { ReactNode } from "react";
import type { SiloView } from "./stores.js";
import { count, size } from "./text.js";

const words: Record<SiloView["standing"], string> = {
  active: "active",
  silent: "does not answer",
  starting: "starting",
  stopping: "stopping",
  dead: "dead",
};

/** The silos of the cluster, and how each fares. */
export function Silos({ silos }: { silos: readonly SiloView[] }): ReactNode {
  return (
    <section aria-labelledby="silos">
      <h2 id="silos">{count(silos.filter((silo) => silo.standing === "active").length, "silo", "silos")}</h2>
      <ul className="silos">
        {silos.map((silo) => (
          <li key={silo.address} data-standing={silo.standing}>
            <strong>{silo.address}</strong>
            <span className="standing">{words[silo.standing]}</span>
            {silo.standing === "active" && (
              <span>
                {count(silo.roots, "root", "roots")}, {size(silo.memory_bytes)} of memory, {size(silo.heap_bytes)} in objects{silo.build !== "" && `, build ${shortly(silo.build)}`}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A version with as much of its commit as tells it from others. */
function shortly(build: string): string {
  return build.replace(/\+(.{8}).*/, "+$1");
}
