// Loads a module and mounts what it is about, in one call of the server instead of two.
interface Mounts { mount(...args: unknown[]): unknown }

Object.assign(window, { mountModule: async (address: string, ...args: unknown[]) => ((await import(address)) as Mounts).mount(...args) });
