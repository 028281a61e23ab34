/** The guide to storage. @module */

import { testGuide } from "./guide.ts";

testGuide("storage.md");
