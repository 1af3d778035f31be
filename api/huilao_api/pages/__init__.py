"""The pages: what people open in a browser, made here and sent whole; they work without scripts, which only save waiting."""
