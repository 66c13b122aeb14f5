import { writeFileSync } from 'node:fs';
import { jsonSchemas } from './json-schemas.js';

/** `npm run build:schemas` */
for (const [name, text] of Object.entries(jsonSchemas())) writeFileSync(`config/${name}`, text);
