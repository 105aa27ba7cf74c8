//! Which component it is. Apart from the component itself, so that what only names it does not load it.

import { COMPONENT } from "../../build/component.ts";

/** `sha256:` of the component that every verdict of this program comes from. */
export const DIGEST = `sha256:${COMPONENT.sha256}`;
