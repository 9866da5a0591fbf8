/* main.c: the one binary `heng`. */
int main(void) { return 0; }
