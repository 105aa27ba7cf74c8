//! What the runner starts for the gate. The steps are in `gate.ts`, so that other runners can call them, too.

import { run } from "../gate.ts";

await run();
