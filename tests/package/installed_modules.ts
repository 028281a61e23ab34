/**
 * The modules of the installed package, read as a runtime would load them.
 *
 * @module
 */

/** What bundled code imports before it runs. */
const IMPORT = /^(?:import|export)\b(?:[^"]*?\bfrom)? ?"([^"]+)"/gm;

/** What it imports once it is needed. */
const LATER = /\bimport\("([^"]+)"\)/g;

/** Where a bundler says which module follows. */
const MODULE = /^\/\/ ((?:mod|src\/\S+)\.js)$/gm;

/** A file of the package. */
export interface InstalledModule {
  /** Its path in the package. */
  readonly path: string;
  /** What it imports when it is loaded. */
  readonly imports: readonly string[];
  /** What it imports later, where that is a text. */
  readonly later: readonly string[];
  /** The modules of `src/`, compiled, that it is made of. */
  readonly madeOf: readonly string[];
}

/**
 * Reads files of JavaScript.
 *
 * @param root Where the package is installed.
 * @param paths The paths in the package.
 * @returns What is in them, by path.
 */
export async function installedModules(
  root: URL,
  paths: readonly string[],
): Promise<ReadonlyMap<string, InstalledModule>> {
  const modules = new Map<string, InstalledModule>();
  for (const path of paths) {
    const text = await Deno.readTextFile(new URL(path, root));
    const all = (pattern: RegExp) =>
      [...text.matchAll(pattern)].map(([, name = ""]) => name);
    modules.set(path, {
      path,
      imports: all(IMPORT),
      later: all(LATER),
      // One whose imports stand apart from its code is named twice.
      madeOf: [...new Set(all(MODULE))],
    });
  }
  return modules;
}

/**
 * What an import of an entry loads.
 *
 * @param modules The files of the package.
 * @param entry The path of the entry.
 * @returns Its files, and the names of what else is loaded.
 */
export function loadedBy(
  modules: ReadonlyMap<string, InstalledModule>,
  entry: string,
): {
  readonly files: readonly InstalledModule[];
  readonly others: ReadonlySet<string>;
} {
  const paths = new Set([entry]);
  const others = new Set<string>();
  const files: InstalledModule[] = [];
  // What is added meanwhile is visited, too.
  for (const path of paths) {
    const module = modules.get(path);
    if (module === undefined) throw new Error(`${path} is not in the package`);
    files.push(module);
    for (const name of module.imports) {
      if (!name.startsWith(".")) others.add(name);
      else paths.add(new URL(name, `file:///${path}`).pathname.slice(1));
    }
  }
  return { files, others };
}
