/**
 * The two functions of `bcrypt-ts` that hash on the event loop.
 *
 * Why a module of their own: it is imported only once they are needed, and what
 * is imported that late comes into a bundle as a whole. So a bundle leaves out
 * the rest of the package.
 *
 * Why `bcrypt-ts/browser`: the main entry reads the environment, which asks
 * Deno for a permission and has no business in a token service.
 *
 * @module
 */

export { compare, hash } from "bcrypt-ts/browser";
