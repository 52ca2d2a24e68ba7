// In an edge worker (workerd): no threads, no eval, and WASM only from a module compiled beforehand.
import module from 'polo-mpc/polo.wasm';
import { check } from './check.js';

export default {
  async fetch(request) {
    return Response.json(await check(await request.json(), { workers: [1, 'auto'], module }));
  },
};
