// For `deno serve --parallel`: each thread evaluates this module for itself.
import { answer } from "./instance.ts";

export default { fetch: answer };
