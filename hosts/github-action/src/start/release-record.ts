//! What the runner starts for release records. The steps are in `release-record.ts`, so that other runners can call them, too.

import { run } from "../release-record.ts";

await run();
