import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: ['./src/storage/tables.ts', './src/storage/commitment-tables.ts'],
  out: './migrations',
});
