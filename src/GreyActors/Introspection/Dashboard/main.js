// Starts every part of the page. Each fetches and draws what it shows.
import { get } from "./api.js";
import { showCharts, startCharts } from "./charts.js";
import { showClients } from "./clients.js";
import { startCluster } from "./cluster.js";
import { repeat } from "./connection.js";
import { startDecisions } from "./decisions.js";
import { byId, setText } from "./dom.js";
import { startExplain } from "./explain.js";
import { startHealth } from "./health.js";
import { startKnown } from "./known.js";
import { showCounts } from "./numbers.js";
import { startOutcome } from "./outcome.js";
import { startServers } from "./servers.js";
import { startSession } from "./session.js";
import { startStore } from "./store.js";
import { startTheme } from "./theme.js";
import { keepTimes } from "./time.js";
import { startToken } from "./token.js";
import { startTraps } from "./traps.js";
import { startTree } from "./tree.js";
import { startTriplets } from "./triplets.js";

startTheme(byId("theme"));
startToken();
startHealth();
startSession();
startExplain();
startCharts();
startTree();
startStore();
startServers();
startCluster();
startOutcome();
startTriplets();
startKnown();
startTraps();
startDecisions(refresh);
keepTimes();

repeat(60_000, async () => {
  const { values } = await get("api/config");
  const textOf = key => values.find(setting => setting.key.endsWith(key))?.value.replace(/^"|"$/g, "");
  const [name, file] = [textOf(".servername"), textOf(".introspection.token-file")];
  if (name) setText(byId("name"), name);
  if (file) setText(byId("token-file"), file);
});

setInterval(refresh, 1000);

// The parts that are derived from the decisions.
function refresh() {
  showCounts();
  if (document.hidden) return;
  showCharts();
  showClients();
}
