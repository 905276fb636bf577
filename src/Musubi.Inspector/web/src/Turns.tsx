import type { ReactNode } from "react";
import type { Turn } from "./stores.js";
import { milliseconds, size, time } from "./text.js";

/** What the root has done since it is looked at. */
export function Turns({ turns }: { turns: readonly Turn[] }): ReactNode {
  return (
    <>
      <h3>Last turns</h3>
      {turns.length === 0 ? (
        <p className="notice">None since you look. Commands, messages, timers and results of tasks are shown here, with what they took and changed.</p>
      ) : (
        <div className="scroll" tabIndex={0} role="region" aria-label="Last turns">
          <table>
            <thead>
              <tr>
                <th scope="col">At</th>
                <th scope="col">What</th>
                <th scope="col">Outcome</th>
                <th scope="col" className="number">
                  Took
                </th>
                <th scope="col" className="number">
                  Patch
                </th>
              </tr>
            </thead>
            <tbody>
              {turns.map((turn) => (
                <tr key={`${turn.at} ${turn.version} ${turn.name}`}>
                  <td>{time(turn.at)}</td>
                  <td>
                    {turn.kind} <strong>{turn.name}</strong>
                  </td>
                  <td data-outcome={turn.outcome}>{turn.outcome.replaceAll("_", " ")}</td>
                  <td className="number">{milliseconds(turn.milliseconds)}</td>
                  <td className="number">{turn.patch_bytes === 0 ? "–" : size(turn.patch_bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
