/** The guide to signing keys. @module */

import { testGuide } from "./guide.ts";

testGuide("keys.md");
