// Evaluations that were made, each a page of its own.

import { getReports, reportUrl } from "../api/client";
import { dateText } from "../ui/format";
import { Icon } from "../ui/icons";
import { Asked } from "./asked";

export function ReportsPage() {
  return (
    <main class="page">
      <header class="page-head">
        <h1>Reports</h1>
        <p>How models were judged against gray and the truth. Each opens in a tab of its own.</p>
      </header>
      <Asked ask={getReports}>
        {(reports) =>
          reports.length === 0 ? (
            <div class="page-note">
              <p>
                No reports yet. Start the server with <code>--reports DIR</code> and let{" "}
                <code>autochrome evaluate … --out DIR/NAME</code> write one.
              </p>
            </div>
          ) : (
            <ul class="reports">
              {reports.map((report) => (
                <li key={report.name}>
                  <a
                    class="card report"
                    href={reportUrl(report.name)}
                    target="_blank"
                    rel="noopener"
                  >
                    <h2>{report.title}</h2>
                    <p>{report.models.join(", ")}</p>
                    <time dateTime={report.date}>{dateText(report.date)}</time>
                    <Icon name="out" />
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </main>
  );
}
