//! Model text in, statements out; knows nothing of data.
