// The same on workerd: `workerd test` calls it and shows what it prints.
import { verifyAll } from "./verifying.ts";

interface Bindings {
  readonly TASK: string;
}

const worker: {
  readonly test: (controller: unknown, bindings: Bindings) => Promise<void>;
} = {
  async test(_controller, { TASK }) {
    console.log(JSON.stringify(await verifyAll(JSON.parse(TASK))));
  },
};

// Workers take their handlers from the default export.
export default worker;
