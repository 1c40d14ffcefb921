import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: [
    './src/storage/tables.ts',
    './src/storage/commitment-tables.ts',
    './src/storage/lifecycle-tables.ts',
    './src/storage/charter-tables.ts',
  ],
  out: './migrations',
});
