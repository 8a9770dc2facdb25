"""Graph RAG: a knowledge graph from text, in a database, searched by subgraph and by Cypher."""
